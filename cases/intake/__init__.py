"""How cases come in beside the portal's own forms: 12345, 随手拍, sensors."""
