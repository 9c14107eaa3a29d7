// The sizes of builds, kept beside the build by what was built: the tree that git would make of the folder as it stands.
//
// So what was built and then committed is found again by its commit, and whoever changes something sees what it adds to that.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const COMMITS_MAX = 200; // how far back an earlier build is looked for

/** Keeps the sizes of this build; does nothing outside a git repository. */
export function keep(folder, sizes) {
  const tree = treeOfFolder();
  if (!tree) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${tree}.json`), JSON.stringify(sizes));
}

/** The sizes of the last commit that was built here and is not what stands in the folder, with its short name and subject. */
export function lastOf(folder) {
  const now = treeOfFolder();
  const commits = now ? git('log', `-${COMMITS_MAX}`, '--format=%T %h %s').split('\n') : [];
  for (const line of commits) {
    const [, tree, commit] = /^(\S+) (.*)$/.exec(line) ?? [];
    const sizes = tree && tree !== now && read(join(folder, `${tree}.json`));
    if (sizes) return { ...sizes, commit };
  }
  return undefined;
}

function read(path) {
  try { return JSON.parse(readFileSync(path, 'utf8')); } catch { return undefined; }
}

function treeOfFolder() {
  const scratch = mkdtempSync(join(tmpdir(), 'size-'));
  const env = { ...process.env, GIT_INDEX_FILE: join(scratch, 'index') };
  try {
    git('read-tree', 'HEAD', { env });
    git('add', '--all', { env });
    return git('write-tree', { env });
  } catch { return undefined; } finally { rmSync(scratch, { recursive: true }); }
}

function git(...words) {
  const options = typeof words.at(-1) === 'object' ? words.pop() : {};
  return execFileSync('git', words, { ...options, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}
