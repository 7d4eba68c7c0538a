// Finds or installs the LiveKit server that calls run through. `node backend/calls/livekit-binary.mjs` installs it and
// prints where it is.
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildWithGo, cachePath, findPinned, hasGo, installPinned, run, suffix } from './pinned-binary.mjs';

/** v1.13.0, v1.13.1 and later main carry `replace` lines, which `go install` refuses. */
export const LIVEKIT_VERSION = 'v1.13.5';
const PACKAGE = `github.com/livekit/livekit-server/cmd/server@${LIVEKIT_VERSION}`;
const RELEASE = `https://github.com/livekit/livekit/releases/download/${LIVEKIT_VERSION}`;
const LIVEKIT = {
  name: 'LiveKit',
  folder: 'livekit',
  version: LIVEKIT_VERSION,
  program: 'livekit-server',
  variable: 'LIVEKIT_BIN',
};

/** The release's archives by platform, with their SHA-256. */
const ARCHIVES = {
  'linux-x64': {
    name: 'livekit_1.13.5_linux_amd64.tar.gz',
    sha256: 'c020fac437b7cc9b776eef1ad5ea8af77be9acfa07602eca20a3a44930dfbc70',
  },
  'linux-arm64': {
    name: 'livekit_1.13.5_linux_arm64.tar.gz',
    sha256: '332015305518765fe05bad74fc3a9d9583e635e7dd130de3c4fc563d69c550f3',
  },
  'win32-x64': {
    name: 'livekit_1.13.5_windows_amd64.zip',
    sha256: '3ec7eaa76ef64063bf21f78364733703e0969612cb92ffd60661ed45fa4a8906',
  },
};

export const livekitCachePath = (env = process.env) => cachePath(LIVEKIT, env);

/** Path of a LiveKit server: LIVEKIT_BIN, the cache folder, PATH; undefined where there is none. */
export const findLivekit = (env = process.env) => findPinned(LIVEKIT, env);

async function download(folder) {
  const archive = ARCHIVES[`${process.platform}-${process.arch}`];
  if (!archive) {
    const hint =
      process.platform === 'darwin' ? '`brew install livekit`' : 'Go 1.26, or livekit-server, and set LIVEKIT_BIN';
    throw new Error(`there is no checked release for ${process.platform}-${process.arch}: install ${hint}`);
  }
  const response = await fetch(`${RELEASE}/${archive.name}`, { signal: AbortSignal.timeout(300_000) });
  if (!response.ok) throw new Error(`${RELEASE}/${archive.name} answered ${response.status}`);
  const bytes = Buffer.from(await response.arrayBuffer());
  const sum = createHash('sha256').update(bytes).digest('hex');
  if (sum !== archive.sha256) throw new Error(`${archive.name} has the checksum ${sum}, expected ${archive.sha256}`);
  const file = join(folder, archive.name);
  await writeFile(file, bytes);
  // bsdtar, which Windows has as `tar`, reads zip too.
  await run('tar', ['-xf', file, '-C', folder]);
  return join(folder, `livekit-server${suffix}`);
}

/**
 * Puts the pinned LiveKit server into the cache folder and returns its path; one that is there is kept.
 * Throws one sentence that says what to do. `log` gets a line for what takes long.
 */
export function installLivekit(log = () => {}, env = process.env) {
  const build = (folder) => buildWithGo(PACKAGE, folder);
  const ways = hasGo() ? [[`building LiveKit ${LIVEKIT_VERSION} with Go (about two minutes)`, build]] : [];
  return installPinned(LIVEKIT, [...ways, [`downloading LiveKit ${LIVEKIT_VERSION}`, download]], log, env);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  installLivekit(console.error).then(console.log, (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
