"""Which records of a search may be used, on a real node."""

from tests.contracts.usable import UsableContract


class TestUsableOnElasticsearch(UsableContract):
    pass
