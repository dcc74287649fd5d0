"""The four-level volunteer network: units, volunteers, projects, shifts, hours, credits."""
