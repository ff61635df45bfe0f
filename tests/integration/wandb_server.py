"""A server that takes what the W&B SDK sends, and refuses what a test wants it to refuse."""

import gzip
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, NamedTuple


class Request(NamedTuple):
    """What was asked for: an operation of GraphQL with its variables, or a path with its body."""

    name: str
    content: Any
    authorization: str


class WandBServer:
    """The requests that arrived, and what is known of runs and artifacts by them.

    ``refused`` maps a name, or the begin of a path, to a status. What begins with one of ``hangs``
    is answered that many times and then never; everything is answered after ``delay`` seconds.
    ``summaries`` are those of the runs, ``versions`` the digests of each artifact and ``aliases``
    which of them an alias names.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.requests: list[Request] = []
        self.refused: dict[str, int] = {}
        self.hangs: dict[str, int] = {}
        self.delay = 0.0
        self.ended = Event()
        self.summaries: dict[str, str] = {}
        self.versions: dict[str, list[str]] = {}
        self.aliases: dict[tuple[str, str], str] = {}
        self._current = ""

    def named(self, name: str) -> list[Any]:
        """Return the contents of the requests of that name."""
        return [request.content for request in self.requests if request.name == name]

    def answer(self, request: Request) -> tuple[int, dict[str, Any]]:
        """Return status and body."""
        self.requests.append(request)
        for name, answers in self.hangs.items():
            asked = sum(each.name.startswith(name) for each in self.requests)
            if request.name.startswith(name) and asked > answers:
                self.ended.wait(90)
        self.ended.wait(self.delay)
        for name, status in self.refused.items():
            if request.name.startswith(name):
                return status, {"errors": [{"message": "refused by the test"}]}
        if request.name == "/upload/wandb-summary.json":
            self.summaries[self._current] = request.content.decode()
        make = getattr(self, f"_{request.name}", None)
        return 200, {"data": make(request.content)} if make else {"data": {}}

    def _Viewer(self, _: Any) -> dict[str, Any]:  # noqa: N802
        viewer = {"id": "u", "entity": "team", "username": "me", "email": "", "flags": "{}"}
        return {"viewer": {**viewer, "teams": {"edges": []}}}

    def _RunResumeStatus(self, sent: Any) -> dict[str, Any]:  # noqa: N802
        name = sent["name"]
        if name not in self.summaries:
            return {"model": None}
        lines = {"logLineCount": 0, "historyLineCount": 0, "eventsLineCount": 0}
        tails = {"historyTail": "[]", "eventsTail": "[]", "summaryMetrics": self.summaries[name]}
        known = {"name": name, "displayName": name, "config": "{}", "tags": [], "notes": ""}
        bucket = {**known, **lines, **tails, "wandbConfig": '{"t": 1}'}
        return {"model": {"name": sent["project"], "entity": {"name": "team"}, "bucket": bucket}}

    def _UpsertBucket(self, sent: Any) -> dict[str, Any]:  # noqa: N802
        self._current = sent["name"]
        project = {"id": "p", "name": sent["project"], "entity": {"id": "e", "name": "team"}}
        bucket = {"id": "b", "name": sent["name"], "displayName": sent["name"], "config": "{}"}
        more = {"description": "", "sweepName": None, "historyLineCount": 0, "project": project}
        return {"upsertBucket": {"bucket": {**bucket, **more}, "inserted": True}}

    def _ArtifactType(self, _: Any) -> dict[str, Any]:  # noqa: N802
        return {"project": None}

    def _CreateRunFiles(self, sent: Any) -> dict[str, Any]:  # noqa: N802
        files = [{"name": name, "uploadUrl": self._upload(name)} for name in sent["files"]]
        return {"createRunFiles": {"runID": "b", "uploadHeaders": [], "files": files}}

    def _CreateArtifact(self, sent: Any) -> dict[str, Any]:  # noqa: N802
        wanted = sent["input"]
        name = wanted["artifactCollectionName"]
        versions = self.versions.setdefault(name, [])
        state = "COMMITTED" if wanted["digest"] in versions else "PENDING"
        if state == "PENDING":
            versions.append(wanted["digest"])
        for each in wanted["aliases"]:
            self.aliases[name, each["alias"]] = wanted["digest"]
        sequence = {"id": "s", "latestArtifact": None}
        artifact = {"id": "a", "state": state, "artifactSequence": sequence}
        return {"createArtifact": {"artifact": artifact}}

    def _CreateArtifactManifest(self, _: Any) -> dict[str, Any]:  # noqa: N802
        file = {"id": "f", "uploadUrl": self._upload("manifest"), "uploadHeaders": []}
        return {"createArtifactManifest": {"artifactManifest": {"id": "m", "file": file}}}

    def _CreateArtifactFiles(self, sent: Any) -> dict[str, Any]:  # noqa: N802
        nodes = [
            {
                "storagePath": file["name"],
                "uploadUrl": self._upload(file["name"]),
                "uploadHeaders": [],
                "uploadMultipartUrls": None,
                "artifact": {"id": "a"},
            }
            for file in sent["input"]["artifactFiles"]
        ]
        return {"createArtifactFiles": {"files": {"edges": [{"node": node} for node in nodes]}}}

    def _CommitArtifact(self, _: Any) -> dict[str, Any]:  # noqa: N802
        return {"commitArtifact": {"artifact": {"id": "a", "digest": "d"}}}

    def _upload(self, name: str) -> str:
        return f"{self.url}/upload/{name}?signature=5ecret"


@contextmanager
def serving() -> Iterator[WandBServer]:
    """Yield a server on the loopback, listening until the end."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_POST(self) -> None:
            body = self._body()
            name, content = self.path.partition("?")[0], body
            if name == "/graphql":
                sent = json.loads(body)
                match = re.search(r"(?:query|mutation)\s+(\w+)", sent["query"])
                assert match
                name, content = match[1], sent.get("variables")
            status, answer = server.answer(
                Request(name, content, self.headers.get("Authorization", ""))
            )
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_PUT = do_POST  # noqa: N815

        def _body(self) -> bytes:
            if self.headers.get("Transfer-Encoding") == "chunked":
                return b"".join(iter(self._chunk, b""))
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            zipped = self.headers.get("Content-Encoding") == "gzip"
            return gzip.decompress(body) if zipped else body

        def _chunk(self) -> bytes:
            chunk = self.rfile.read(int(self.rfile.readline(), 16))
            self.rfile.readline()
            return chunk

    class Listening(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Say nothing of a client that has gone."""

    listening = Listening(("127.0.0.1", 0), Handler)
    server = WandBServer(f"http://127.0.0.1:{listening.server_port}")
    thread = Thread(target=listening.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.ended.set()
        listening.shutdown()
        thread.join()
        listening.server_close()
