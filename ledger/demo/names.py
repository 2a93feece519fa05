"""Invented names of companies and people, by country. The stems are made up; any likeness is chance."""

import numpy as np

# Stems that sound of their country, kinds of business, legal forms.
_COMPANIES: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "DE": (
        (
            "Brenkhof",
            "Altenrath",
            "Morsbeck",
            "Hellwege",
            "Tannroda",
            "Kirschau",
            "Wendelbach",
            "Ostermoor",
            "Grunewitz",
        ),
        ("Maschinenbau", "Logistik", "Baustoffe", "Lebensmittel", "Elektrotechnik", "Medizintechnik", "Handel"),
        ("GmbH", "GmbH & Co. KG", "AG", "KG"),
    ),
    "AT": (
        ("Hochlechner", "Almgraben", "Steinthaler", "Wachaufeld", "Moosbrugg", "Enzwald", "Pinzberg"),
        ("Holzbau", "Metallwerk", "Großhandel", "Haustechnik", "Spedition", "Feinkost"),
        ("GmbH", "KG", "AG"),
    ),
    "FR": (
        ("Valombre", "Beaucressy", "Montarvel", "Rochefelle", "Lavignac", "Sauterive", "Clairmarois"),
        ("Industries", "Distribution", "Bâtiment", "Transports", "Santé", "Alimentaire", "Conseil"),
        ("SARL", "SAS", "SA"),
    ),
    "NL": (
        ("Zandermeer", "Oosterwiel", "Vlietborg", "Harkema Dijk", "Molenwaard", "Lindehage", "Kattenvoort"),
        ("Techniek", "Groothandel", "Bouw", "Logistiek", "Voeding", "Installaties"),
        ("B.V.", "N.V.", "V.O.F."),
    ),
    "ES": (
        ("Valdorena", "Montesil", "Riofresno", "Alcarvia", "Peñaluz", "Serralba", "Torrevela"),
        ("Construcciones", "Alimentación", "Logística", "Comercial", "Sanitaria", "Química"),
        ("S.L.", "S.A."),
    ),
    "IT": (
        ("Valmorena", "Pontelungo", "Castelverde", "Rivabella", "Monteschi", "Fontarossa", "Serravalli"),
        ("Costruzioni", "Alimentari", "Trasporti", "Meccanica", "Forniture", "Tessile"),
        ("S.r.l.", "S.p.A.", "S.n.c."),
    ),
    "PL": (
        ("Brzezlas", "Wierzbno", "Stalopol", "Jarzębin", "Dolnowit", "Krasnobór", "Zielonak"),
        ("Budownictwo", "Hurtownia", "Transport", "Technika", "Spożywcza", "Chemia"),
        ("Sp. z o.o.", "S.A.", "Sp. j."),
    ),
    "GB": (
        ("Harrowmead", "Thistlecombe", "Ashbourne Vale", "Kelderwick", "Penwithen", "Marlbrook", "Oxenhurst"),
        ("Engineering", "Foods", "Logistics", "Building Supplies", "Trading", "Healthcare", "Systems"),
        ("Ltd", "PLC", "LLP"),
    ),
    "US": (
        ("Cedar Notch", "Bluestem", "Harlan Ridge", "Tamarack Point", "Prairie Fork", "Wexmoor", "Juniper Bay"),
        ("Manufacturing", "Supply", "Freight", "Medical", "Software", "Restaurants", "Construction"),
        ("Inc.", "LLC", "Corp."),
    ),
    "CN": (
        ("恒泽远", "瑞禾丰", "锦川达", "博岚", "盛澜", "嘉屹", "启沐", "远桥", "润榆", "鼎沐"),
        ("机械", "电子科技", "食品", "物流", "建材", "医疗器械", "化工", "贸易", "软件"),
        ("有限公司", "股份有限公司"),
    ),
}
_CITIES_CN = ("苏州", "宁波", "青岛", "杭州", "无锡", "东莞", "厦门", "成都", "武汉", "佛山")
_PARTS = ("Nord", "Süd", "Alpha", "Delta", "Prima", "Nova", "Vita", "Terra", "Libra", "Orion", "Rhea", "Astra", "Vega")

_PEOPLE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "DE": (("Jana", "Lukas", "Miriam", "Tobias", "Anke"), ("Vollbrecht", "Hasenkamp", "Reimold", "Distler")),
    "AT": (("Lena", "Florian", "Theresa", "Georg"), ("Hinterauer", "Moosleitner", "Kogelnig")),
    "FR": (("Claire", "Julien", "Amélie", "Étienne"), ("Marcheval", "Dubresson", "Fontvieux")),
    "NL": (("Sanne", "Daan", "Femke", "Ruben"), ("Verhoekstra", "van Lindewegen", "Brouwhuis")),
    "ES": (("Lucía", "Javier", "Carmen", "Álvaro"), ("Robledal", "Carvajosa", "Montesino")),
    "IT": (("Giulia", "Matteo", "Chiara", "Davide"), ("Bellandri", "Fiorucchi", "Santarelli")),
    "PL": (("Agnieszka", "Piotr", "Katarzyna", "Tomasz"), ("Wierzbowicz", "Laskiewicz", "Dąbrowolski")),
    "GB": (("Emily", "Oliver", "Grace", "Harry"), ("Thistlewood", "Penhallow", "Ashcombe")),
    "US": (("Madison", "Ethan", "Olivia", "Mason"), ("Harlow", "Whitcomb", "Bexley")),
    "CN": (("思远", "雨桐", "嘉怡", "子墨", "文博"), ("林", "陈", "沈", "顾", "唐")),
}  # fmt: skip


def company_name(country: str, rng: np.random.Generator) -> str:
    """An invented company name in the manner of the country."""
    stems, trades, forms = _COMPANIES[country]
    stem, trade, form = (words[int(rng.integers(len(words)))] for words in (stems, trades, forms))
    if country == "CN":
        return f"{_CITIES_CN[int(rng.integers(len(_CITIES_CN)))]}{stem}{trade}{form}"
    part = f" {_PARTS[int(rng.integers(len(_PARTS)))]}" if rng.random() < 0.35 else ""
    return f"{stem}{part} {trade} {form}"


def person_name(country: str, rng: np.random.Generator) -> str:
    """An invented person's name; in Chinese the family name comes first."""
    first_names, last_names = _PEOPLE[country]
    first, last = first_names[int(rng.integers(len(first_names)))], last_names[int(rng.integers(len(last_names)))]
    return f"{last}{first}" if country == "CN" else f"{first} {last}"
