"""`manage.py bench`: what the portal does, timed beside the least that the same server could do for the same answer."""
