from workers.models.careers import Certificate, Change, Posting
from workers.models.register import Post, Quota, Reveal, Worker
from workers.models.training import Attendance, Session, Training

__all__ = [
    "Attendance", "Certificate", "Change", "Post", "Posting", "Quota", "Reveal", "Session", "Training", "Worker",
]  # fmt: skip
