"""How the portal is served, wherever gunicorn is started in this folder: `make run`, the benchmarks, the container."""

worker_class = "gthread"
workers = 2
threads = 8
keepalive = 30
control_socket_disable = True
