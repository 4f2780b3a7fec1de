"""Ce que tous les tests partagent."""

pytest_plugins = ["tests.base_de_donnees"]
