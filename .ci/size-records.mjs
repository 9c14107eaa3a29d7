// The sizes of builds, kept beside the build by what was built: the tree that git would make of the folder as it stands.
//
// So what was built and then committed is found again by its commit, and whoever changes something sees what it adds to that.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const COMMITS_MAX = 200; // how far back an earlier build is looked for

/**
 * The records in a folder, for the build that stands here: `earlier` has the sizes of the last commit that was built on this machine and is not this
 * build, with its short name and subject; `keep` notes the sizes of this one. Outside a git repository there is nothing earlier, and nothing is kept.
 */
export function recordsIn(folder) {
  const tree = treeOfFolder();
  const file = (it) => join(folder, `${it}.json`);
  const keep = (sizes) => {
    if (!tree) return;
    mkdirSync(folder, { recursive: true });
    writeFileSync(file(tree), JSON.stringify(sizes));
  };
  for (const line of tree ? git(['log', `-${COMMITS_MAX}`, '--format=%T %h %s']).split('\n') : []) {
    const [, former, commit] = /^(\S+) (.*)$/.exec(line);
    const sizes = former !== tree && read(file(former));
    if (sizes) return { earlier: { ...sizes, commit }, keep };
  }
  return { keep };
}

function read(path) {
  try { return JSON.parse(readFileSync(path, 'utf8')); } catch { return undefined; }
}

function treeOfFolder() {
  const scratch = mkdtempSync(join(tmpdir(), 'size-'));
  const env = { ...process.env, GIT_INDEX_FILE: join(scratch, 'index') };
  try {
    git(['read-tree', 'HEAD'], env);
    git(['add', '--all'], env);
    return git(['write-tree'], env);
  } catch { return undefined; } finally { rmSync(scratch, { recursive: true }); }
}

function git(words, env = process.env) {
  return execFileSync('git', words, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}
