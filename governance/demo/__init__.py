"""演示数据: synthetic residents and their history on the real divisions. Wiring: imports every app, imported by none."""
