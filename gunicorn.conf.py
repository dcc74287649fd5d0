"""How the portal is served, wherever gunicorn is started in this folder: `make run`, the benchmarks, the container."""

import gc

worker_class = "gthread"
workers = 2
threads = 8
keepalive = 30
control_socket_disable = True


def post_worker_init(worker):
    """What start-up made stays; the collector looks at what requests make, and less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
