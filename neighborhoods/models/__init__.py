from neighborhoods.models.people import KeyPerson, Resident, Reveal
from neighborhoods.models.places import Address, Building, Estate, Household

__all__ = ["Address", "Building", "Estate", "Household", "KeyPerson", "Resident", "Reveal"]
