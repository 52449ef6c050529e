"""A line between browser and daemon that can be cut in the middle of a request."""
import socket
import threading


class BreakingLine:
    """Listens on `port` and hands everything to the daemon's port. break_after(n): the connection over which the next
    n bytes have gone up is cut, once."""

    def __init__(self, daemon_port):
        self.daemon_port = daemon_port
        self.left = None
        self.breaks = 0
        self.up_bytes = 0
        self.lock = threading.Lock()
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def break_after(self, count):
        with self.lock:
            self.left, self.up_bytes = count, 0

    def close(self):
        self.door.close()

    def _accept(self):
        while True:
            try:
                near, _ = self.door.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self.daemon_port))
            for source, sink, up in ((near, far, True), (far, near, False)):
                threading.Thread(target=self._carry, args=(source, sink, up), daemon=True).start()

    def _carry(self, source, sink, up):
        try:
            while piece := source.recv(16384):
                if up and self._is_cut(len(piece)):
                    break
                sink.sendall(piece)
        except OSError:
            pass
        for one in (source, sink):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        source.close()  # the other thread closes `sink`

    def _is_cut(self, count):
        with self.lock:
            self.up_bytes += count
            if self.left is None or self.up_bytes < self.left:
                return False
            self.left = None
            self.breaks += 1
            return True
