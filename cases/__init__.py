"""The closed loop: work orders from first sight to the resident's answer."""
