"""Words for people around somebody, and forms of address; keys without accents."""

KIN = frozenset(
    """
    ex zoon zoontje dochter dochtertje broer broertje zus zusje moeder vader man vrouw vriend vriendin partner
    kleinzoon kleindochter neef nicht stiefvader stiefmoeder schoonmoeder schoonvader schoonzus schoonbroer
    halfbroer halfzus buurman buurvrouw begeleider begeleidster consulent consulente therapeut therapeute
    psycholoog psychologe advocaat advocate oudste jongste tweeling baby pleegmoeder pleegvader lief nonkel tante
    oom oma opa meter peter bomma bompa collega son daughter brother sister mother father husband wife boyfriend
    girlfriend friend cousin nephew niece uncle aunt auntie stepfather stepmother grandson granddaughter counselor
    counsellor therapist caseworker lawyer neighbour neighbor roommate mom mum dad grandma grandpa fils fille
    frere soeur mere pere mari femme copain copine ami amie compagnon compagne cousine tonton tata oncle grand-
    mere beau-pere neveu niece voisin voisine avocat avocate educateur educatrice psychologue
    """.split()
)
TITLES = frozenset(
    """
    mevrouw mevr meneer mijnheer dokter dr juf juffrouw meester zuster pater tante nonkel oom mr mrs ms miss
    doctor sister madame mme mlle m monsieur docteur mademoiselle maitre tonton oncle auntie uncle aunt
    """.split()
)
PEOPLE = frozenset(
    """
    ik jij je ge gij hij ze zij we wij i you he she they we elle il on elles ils j tu nous zoon dochter kind
    kinderen zus zusje broer broertje moeder vader mama papa meisje jongen oma opa ex vriend vriendin man vrouw
    partner baby oudste jongste middelste son daughter child kid kids children sister brother mother father mom
    mum dad girl boy oldest youngest eldest husband wife boyfriend girlfriend fils fille enfant enfants soeur
    frere mere pere bebe aine ainee cadet cadette copain copine mari femme user patient
    """.split()
)
