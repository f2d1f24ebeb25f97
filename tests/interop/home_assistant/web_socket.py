"""The client side of a WebSocket (RFC 6455), as much as Home Assistant and a browser's DevTools need: text messages, no extensions."""

import base64
import os
import socket
import struct


class Closed(Exception):
    """The other side is gone."""


class WebSocket:
    def __init__(self, port, path, limit=30):
        self.socket = socket.create_connection(("127.0.0.1", port), limit)
        self.stream = self.socket.makefile("rb")
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        status = self.stream.readline()
        if b" 101 " not in status:
            raise Closed(f"no WebSocket at {path}: {status.decode(errors='replace').strip()}")
        while self.stream.readline().strip():
            pass

    def send(self, text):
        self._send(0x1, text.encode())

    def receive(self):
        """The next whole text message."""
        message = b""
        while True:
            last, opcode, payload = self._frame()
            if opcode == 0x8:
                raise Closed("the other side said goodbye")
            if opcode == 0x9:
                self._send(0xA, payload)
            elif opcode in (0x0, 0x1):
                message += payload
                if last:
                    return message.decode()

    def close(self):
        self.stream.close()
        self.socket.close()

    def _send(self, opcode, payload):
        size = len(payload)
        if size < 126:
            head = struct.pack("!BB", 0x80 | opcode, 0x80 | size)
        elif size < 1 << 16:
            head = struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, size)
        else:
            head = struct.pack("!BBQ", 0x80 | opcode, 0x80 | 127, size)
        # A mask of zeros is one; it hides nothing from the same machine.
        self.socket.sendall(head + bytes(4) + payload)

    def _frame(self):
        first, size = self._read(2)
        size &= 0x7F
        if size == 126:
            (size,) = struct.unpack("!H", self._read(2))
        elif size == 127:
            (size,) = struct.unpack("!Q", self._read(8))
        return bool(first & 0x80), first & 0x0F, self._read(size)

    def _read(self, size):
        data = self.stream.read(size)
        if len(data) != size:
            raise Closed("the connection ended")
        return data
