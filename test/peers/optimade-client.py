"""pymatgen's OPTIMADE client (Debian's python3-pymatgen) asks a service: URL FIELDS FILTER… -> for each filter the structures it made, as JSON."""
import json
import logging
import sys

from pymatgen.ext.optimade import OptimadeRester

url, fields, *filters = sys.argv[1:]
troubles = []


class Troubles(logging.Handler):
    """The client logs what it could not read, and goes on."""

    def emit(self, record):
        troubles.append(record.getMessage())


logger = logging.getLogger("pymatgen.ext.optimade")
logger.handlers = [Troubles()]
rester = OptimadeRester(url, timeout=60)


def seen(optimade_filter):
    troubles.clear()
    found = rester.get_snls_with_filter(optimade_filter, additional_response_fields=fields.split(",")).get(url, {})
    structures = {
        key: {
            "lattice": snl.structure.lattice.matrix.tolist(),
            "species": [site.species_string for site in snl.structure],
            "positions": snl.structure.cart_coords.tolist(),
            "more": snl.data["_optimade"],
        }
        for key, snl in found.items()
    }
    return {"troubles": list(troubles), "structures": structures}


print(json.dumps({"provider": rester._providers[url], "answers": [seen(one) for one in filters]}))
