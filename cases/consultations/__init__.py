"""会商: 征询, 会审, 纪要明责, 督察审核 on one or more cases."""
