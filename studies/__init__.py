"""Study, ethics decision, centres, memberships, participants by code, screening outcomes, deviations."""
