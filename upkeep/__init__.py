"""The administrator's page: accounts and the state of the installation. No content."""
