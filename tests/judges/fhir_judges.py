"""Two judges of FHIR R4 Bundles, fhir.resources (R4B) and fhirkit-rs: `fhir_judges.py FILE…` prints what each refuses, as JSON."""

import json
import sys

import fhirkit
from fhir.resources.R4B.bundle import Bundle


def by_fhir_resources(text):
    try:
        Bundle.model_validate_json(text)
        return []
    except Exception as error:
        problems = error.errors() if hasattr(error, "errors") else [{"loc": [], "msg": str(error)}]
        return [f"{'.'.join(map(str, it['loc']))}: {it['msg']}" for it in problems]


def by_fhirkit(text):
    try:
        return [f"{it.path}: {it.message}" for it in fhirkit.validate(text) if it.severity == "error"]
    except ValueError as error:
        return [str(error)]


said = {}
for file in sys.argv[1:]:
    text = open(file, encoding="utf-8").read()
    said[file] = {"fhir.resources": by_fhir_resources(text), "fhirkit-rs": by_fhirkit(text)}
json.dump(said, sys.stdout)
