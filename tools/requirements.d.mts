/** npm's package of Node itself by platform, such as `linux-x64`. */
export declare const NODE_PACKAGES: Record<string, string>;
/** Where npm puts the Node of the platform's package; undefined where there is none. */
export declare function ownNode(machine: { platform: string; arch: string }): string | undefined;
/** Why the project cannot run on this Node, as one sentence; undefined where it can. */
export declare function nodeProblem(machine: {
  version: string;
  platform: string;
  arch: string;
  own?: string;
}): string | undefined;
/** What the tests need and this machine does not have, as one sentence; undefined when nothing is missing. */
export declare function missingForTests(has: {
  chromium: boolean;
  firefox: boolean;
  openssl: boolean;
}): string | undefined;
