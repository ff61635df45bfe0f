"""A GitHub API of a few calls on loopback, which remembers what it was asked."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

BOT = "github-actions[bot]"


class Api:
    """The state behind the server: comments, pull requests, and what may not be done."""

    def __init__(self) -> None:
        self.comments: list[dict[str, Any]] = []
        self.pulls: list[dict[str, Any]] = []
        self.asked: list[tuple[str, str]] = []
        self.forbidden = False
        self.files: dict[tuple[str, str], str] = {}
        handler = type("Handler", (_Handler,), {"api": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)

    def add_comment(self, body: str, author: str = BOT) -> dict[str, Any]:
        """Put a comment on the pull request, and return it."""
        comment = {"id": len(self.comments) + 1, "body": body, "user": {"login": author}}
        self.comments.append(comment)
        return comment

    def answer(self, method: str, url: str, content: Any) -> tuple[int, Any]:
        """Return status and content for one call."""
        path = urlsplit(url).path
        query = {key: values[0] for key, values in parse_qs(urlsplit(url).query).items()}
        self.asked.append((method, path))
        if path == "/graphql":
            return 200, {"data": {"viewer": {"login": BOT}}}
        if path.startswith("/repos/octo/sample/contents/"):
            file = path.removeprefix("/repos/octo/sample/contents/")
            content = self.files.get((query["ref"], file))
            return (404, {"message": "Not Found"}) if content is None else (200, content)
        if path.startswith("/repos/octo/sample/commits/"):
            return 200, {"sha": path.rpartition("/")[2]}
        if path == "/repos/octo/sample/pulls":
            assert query["state"] == "open"
            return 200, [each for each in self.pulls if each["head"]["label"] == query["head"]]
        if path == "/repos/octo/sample/issues/7/comments" and method == "GET":
            size, page = int(query["per_page"]), int(query["page"])
            return 200, self.comments[(page - 1) * size : page * size]
        if self.forbidden:
            return 403, {"message": "Resource not accessible by integration"}
        if path == "/repos/octo/sample/issues/7/comments":
            return 201, self.add_comment(content["body"])
        number = path.removeprefix("/repos/octo/sample/issues/comments/")
        if method == "PATCH" and number.isdigit():
            self.comments[int(number) - 1]["body"] = content["body"]
            return 200, self.comments[int(number) - 1]
        return 404, {"message": "Not Found"}


class _Handler(BaseHTTPRequestHandler):
    api: ClassVar[Api]

    def _handle(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        content = json.loads(self.rfile.read(size)) if size else None
        status, answer = self.api.answer(self.command, self.path, content)
        data = (answer if isinstance(answer, str) else json.dumps(answer)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PATCH = _handle  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Say nothing on standard error."""
