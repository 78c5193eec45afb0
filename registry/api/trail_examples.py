"""Examples of the published trail, in the OpenAPI document. The keys and the proof are real, made with a key of examples."""

from typing import Any

NOTE = (
    "serai.example/trail\n"
    "4\n"
    "6TV8iJzJ6Fv05TLiPvFjhRTCMVygHJzWSDMlOuUQgYo=\n"
    "\n"
    "— serai.example/trail 8tve2GB29XIYa+eSC8WThvAtfRZ6NERkHCDLO9B6rZdVbzcGD1ROtBUUeKrgM5ogwlw/lqXfTdauWz1PEWL4LQAKlQ8=\n"
)

PROOF = (
    "c2sp.org/tlog-proof@v1\n"
    "extra eNptUEuuHCEMvAvbTEvYYD59juwjA0avlZnuqOlMFI3e3WPyUxbxwpLLRRWul7kLd7O+DNdrO3azGt7HNznNbSLHOVeft7"
    "3pYnwflzx0sfNDdH5uY5uMd6VeOqPFsAAsSB/Brs6u1n6ws+uTJhdv9/HT6Jf+CqgwXzxkPqZuK/Qki2cqCzUrS2KSxXZiaFhd8T"
    "yd+nE+zOpuZtMv+Zv5cspzO76OT2883lQneGKqNQhQKC74Xrg7QILo25xQMNWYChfIVH3I3WHAkqxQyBnATMntyde8EMFXKxVjJv"
    "IJgSoFZG45QFV1iRlc7A18Yow2giVbORISRiytJRU7pR7nTM/+ruU/7U/NA/+6v/4NrR77JfsMKjQo2C1DJUndlci5+YpieyhJo3"
    "KKx57ZFlQ8KAfYFWqxZuWghqgmg+9TK/sIGWLW3EP0OfgqgWtxPdkUI4p5/wFz7Jmc\n"
    "index 3\n"
    "1kLYz0J4XNFMse7XuEN7ampuxY09zTEQAF/951Uhsko=\n"
    "DvARGtzTVNSDmBZKRedrzEPGpn8gn9JZJANO/5hqQsI=\n"
    "\n"
) + NOTE

TRAIL: dict[str, Any] = {
    "origin": "serai.example/trail",
    "key": [
        {
            "key": "serai.example/trail+f2dbded8+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
            "since": 3,
            "at": "2026-11-25T10:30:00Z",
        }
    ],
    "head": {
        "size": 4,
        "root": "e9357c889cc9e85bf4e532e23ef1638514c2315ca01c9cd64833253ae510818a",
        "root_base64": "6TV8iJzJ6Fv05TLiPvFjhRTCMVygHJzWSDMlOuUQgYo=",
        "at": "2026-11-25T10:30:00Z",
        "note": NOTE,
        "by": [{"name": "serai.example/trail", "at": None, "known": True}],
    },
    "entries": 4,
    "unsigned": 0,
    "links": {
        "self": "/api/v1/trail",
        "checkpoint": "/api/v1/trail/checkpoint",
        "tiles": "/api/v1/trail/",
        "entries": "/api/v1/trail/entries",
        "check": "/api/v1/trail/check",
        "page": "/proof",
    },
}

LEAF: dict[str, Any] = {
    "action": "answer",
    "actor": {"kind": "system", "name": "visitor"},
    "at": "2026-11-25T10:30:00+00:00",
    "details": {"answer": 12, "dataset": "5f0c1f8e-4a5b-5d0e-8a5e-0f5a1d2c3b4a"},
    "form": 3,
    "id": 4,
    "previous_hash": "645a5cc6e156b364fbaf3125174d64fb2e28c78bab195c469f3262b80e569911",
    "private": "214c0ec2795548215c562aad961c6b3e79137fd148a27071050ca7525272bdd8",
    "record": "00000000-0000-0000-0000-000000000000",
}

ENTRIES: dict[str, Any] = {
    "items": [
        {
            "number": 4,
            "hash": "f77075b657f1c722b27319565ce2ba49e5340e51bfe9b9882e4f245639477a25",
            "leaf": LEAF,
            "links": {"self": "/api/v1/trail/entries/4", "proof": "/api/v1/trail/entries/4/proof"},
        }
    ],
    "next": "/api/v1/trail/entries?after=4&limit=1",
}

CHECKED: dict[str, Any] = {
    "holds": True,
    "fault": None,
    "entry": 4,
    "leaf": LEAF,
    "private": {"details": {"content": "6d1b2f0a1c5e8f3b7a9d4c2e0f6b8a1d3c5e7f9a0b2d4c6e8f1a3b5d7c9e0f2a"}},
    "origin": "serai.example/trail",
    "size": 4,
    "at": "2026-11-25T10:30:00Z",
    "by": [{"name": "serai.example/trail", "at": None, "known": True}],
    "here": "same",
    "answer": {"number": 12, "hash": "6d1b2f0a1c5e8f3b7a9d4c2e0f6b8a1d3c5e7f9a0b2d4c6e8f1a3b5d7c9e0f2a", "same": True},
}

CHECKING = {"a proof": {"proof": PROOF}}
