from cases.bridge.models.crossing import Crossing, Receipt
from cases.bridge.models.delivery import Bookmark, Delivery
from cases.bridge.models.peers import Peer, Platform, Webhook

__all__ = ["Bookmark", "Crossing", "Delivery", "Peer", "Platform", "Receipt", "Webhook"]
