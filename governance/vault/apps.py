from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class VaultConfig(AppConfig):
    name = "governance.vault"
    label = "vault"
    verbose_name = "个人信息保护"

    def ready(self) -> None:
        from governance.vault import keyring  # noqa: F401  registers its system check

        autodiscover_modules("personal")
