"""创建命名 (无违建居村, 综合减灾示范社区) and 河长制: river sections and their patrols."""
