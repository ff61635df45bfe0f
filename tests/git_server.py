"""Git over HTTP on loopback: the real ``git http-backend``, behind a token."""

import os
import subprocess
import threading
from base64 import b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit


class GitServer:
    """Serves the bare repositories below a folder to who may read, and lets who may write push."""

    def __init__(self, root: Path, reader: str, writer: str) -> None:
        tokens = {_header(reader): False, _header(writer): True}
        handler = type("Handler", (_Handler,), {"root": root, "tokens": tokens})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)


def _header(token: str) -> str:
    return f"basic {b64encode(f'x-access-token:{token}'.encode()).decode()}"


class _Handler(BaseHTTPRequestHandler):
    root: ClassVar[Path]
    tokens: ClassVar[dict[str, bool]]

    def _handle(self) -> None:
        writes = self.tokens.get(self.headers.get("Authorization", ""))
        if writes is None:
            self._refuse(401)
        elif not writes and "git-receive-pack" in self.path:
            self._refuse(403)
        else:
            self._serve()

    def _refuse(self, status: int) -> None:
        self.send_response(status)
        self.send_header("WWW-Authenticate", 'Basic realm="GitHub"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _serve(self) -> None:
        url = urlsplit(self.path)
        size = int(self.headers.get("Content-Length") or 0)
        environ = {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": str(self.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "REMOTE_USER": "a-workflow",
            "REQUEST_METHOD": self.command,
            "PATH_INFO": url.path,
            "QUERY_STRING": url.query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(size),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }
        done = subprocess.run(
            ["git", "http-backend"],
            env=environ,
            input=self.rfile.read(size),
            capture_output=True,
            timeout=60,
            check=False,
        )
        head, _, body = done.stdout.partition(b"\r\n\r\n")
        fields = [line.partition(": ") for line in head.decode().splitlines()]
        status = next((int(value[:3]) for name, _, value in fields if name == "Status"), 200)
        self.send_response(status)
        for name, _, value in fields:
            if name != "Status":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = _handle  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Say nothing on standard error."""
