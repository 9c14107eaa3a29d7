// Judges sealed referrals with libraries that nobody here wrote: `node tests/judges/jwe.mjs PACKAGES PYTHON FOLDER COMMAND`.
//
// FOLDER holds what was sealed here, by the command and by the form in a browser: NAME.jwe beside NAME.json (what was sealed) and NAME.key.json
// (the private key). `jose`, and through jwe_judges.py `jwcrypto` and `joserfc`, have to open each to the byte, and to refuse it once a letter was
// changed, or the judges are asleep. Then each of them seals, and `COMMAND open` has to open that.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [packages, python, folder, command] = process.argv.slice(2);
const require = createRequire(resolve(packages, "package.json"));
const jose = await import(pathToFileURL(require.resolve("jose")));
const script = join(dirname(fileURLToPath(import.meta.url)), "jwe_judges.py");
const text = bytes => new TextDecoder("utf-8", { fatal: true }).decode(bytes);
const problems = [];

function run(program, args, input) {
    const ran = spawnSync(program, args, { input, encoding: "utf8", maxBuffer: 1 << 28 });
    if (ran.error) throw ran.error;
    return ran;
}

function askPython(what, question) {
    const ran = run(python, [script, what], JSON.stringify(question));
    if (ran.status !== 0) throw new Error(`jwe_judges.py: ${ran.stderr}`);
    return JSON.parse(ran.stdout);
}

async function byJose(key, sealed) {
    try {
        const { plaintext } = await jose.compactDecrypt(sealed, await jose.importJWK(key, "ECDH-ES"));
        return { plaintext: text(plaintext) };
    } catch (error) {
        return { refused: error.code ?? error.name };
    }
}

/** Changes a letter in the middle of one of the five parts. */
function changed(sealed, part) {
    const parts = sealed.split(".");
    const at = parts[part].length >> 1;
    parts[part] = parts[part].slice(0, at) + (parts[part][at] === "A" ? "B" : "A") + parts[part].slice(at + 1);
    return parts.join(".");
}

async function judgeOurs() {
    const names = readdirSync(folder).filter(it => it.endsWith(".jwe")).map(it => it.slice(0, -4));
    if (names.length < 20) throw new Error(`${folder} holds ${names.length} sealed referrals only`);
    const cases = names.flatMap(name => {
        const read = end => readFileSync(join(folder, `${name}.${end}`), "utf8");
        const [sealed, key] = [read("jwe"), JSON.parse(read("key.json"))];
        const whole = { name, key, sealed, expected: read("json") };
        return [whole, ...[0, 1, 2, 3, 4].map(part => ({ name: `${name}, part ${part} changed`, key, sealed: changed(sealed, part) }))];
    });
    const others = askPython("open", cases.map(({ key, sealed }) => ({ key, sealed })));
    for (const [index, { name, key, sealed, expected }] of cases.entries()) {
        const verdicts = { jose: await byJose(key, sealed), ...others[index] };
        for (const [judge, { plaintext, refused }] of Object.entries(verdicts)) {
            if (expected === undefined && !refused) problems.push(`${name}: ${judge} opens it all the same`);
            if (expected !== undefined && refused) problems.push(`${name}: ${judge} refuses it: ${refused}`);
            if (expected !== undefined && !refused && plaintext !== expected) problems.push(`${name}: ${judge} finds another text`);
        }
    }
    return `${names.length} referrals sealed here: opened by jose, jwcrypto and joserfc; changed ones refused`;
}

async function* sealedByJose(key, plaintext) {
    const bytes = new TextEncoder().encode(plaintext);
    for (const alg of ["ECDH-ES", "ECDH-ES+A256KW"]) {
        const header = { alg, enc: "A256GCM", kid: key.kid };
        const receiver = await jose.importJWK(key, alg);
        yield [`jose ${alg} compact`, await new jose.CompactEncrypt(bytes).setProtectedHeader(header).encrypt(receiver)];
        const flattened = await new jose.FlattenedEncrypt(bytes).setProtectedHeader(header).encrypt(receiver);
        yield [`jose ${alg} flattened`, JSON.stringify(flattened)];
        const general = await new jose.GeneralEncrypt(bytes).setProtectedHeader(header).addRecipient(receiver).encrypt();
        yield [`jose ${alg} general`, JSON.stringify(general)];
    }
    const several = new jose.GeneralEncrypt(bytes).setProtectedHeader({ enc: "A256GCM" });
    for (const kid of ["somebody-else", key.kid]) {
        const { publicKey } = await jose.generateKeyPair("ECDH-ES+A256KW", { crv: "P-256" });
        const receiver = kid === key.kid ? await jose.importJWK(key, "ECDH-ES+A256KW") : publicKey;
        several.addRecipient(receiver).setUnprotectedHeader({ alg: "ECDH-ES+A256KW", kid });
    }
    yield ["jose general, two receivers", JSON.stringify(await several.encrypt())];
}

async function judgeTheirs() {
    const directory = mkdtempSync(join(tmpdir(), "judge-jwe-"));
    try {
        const file = join(directory, "key.json");
        const made = run(command, ["keygen", "--kid", "judged", "--out", file]);
        if (made.status !== 0) throw new Error(`keygen: ${made.stderr}`);
        const key = JSON.parse(made.stdout);
        let count = 0;
        for (const plaintext of ['{"note":"Zoë – тест – 検査 – \\u0000"}', "x", "long ".repeat(10_000)]) {
            const sealed = Object.entries(askPython("seal", { key, plaintext }));
            for await (const one of sealedByJose(key, plaintext)) sealed.push(one);
            for (const [name, body] of sealed) {
                const opened = run(command, ["open", "--key", file], body);
                if (opened.status !== 0) problems.push(`${name}: open refuses it: ${opened.stderr.trim()}`);
                else if (opened.stdout !== plaintext) problems.push(`${name}: open finds another text`);
                count += 1;
            }
        }
        return `${count} texts sealed by jose, jwcrypto and joserfc: opened by ${command}`;
    } finally {
        rmSync(directory, { recursive: true });
    }
}

const said = [await judgeOurs(), await judgeTheirs()];
problems.forEach(it => console.error(it));
if (problems.length > 0) process.exit(1);
said.forEach(it => console.log(it));
