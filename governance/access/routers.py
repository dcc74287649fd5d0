"""Both database names lead to one database; only the command line chooses "owner"."""


class OneDatabase:
    def allow_relation(self, one: object, other: object, **hints: object) -> bool:
        return True
