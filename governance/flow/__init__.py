"""Kernel 5: a life cycle is one table of steps, and the machine is the only code that writes a state."""
