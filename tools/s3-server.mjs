// Finds or installs the S3 server that the tests use: versitygw, a gateway that keeps objects as files of a folder.
import { buildWithGo, findPinned, hasGo, installPinned } from '../backend/calls/pinned-binary.mjs';

const VERSION = 'v1.8.0';
const S3_SERVER = {
  name: 'The S3 server of the tests',
  folder: 'versitygw',
  version: VERSION,
  program: 'versitygw',
  variable: 'VERSITYGW_BIN',
};

/** Path of versitygw: VERSITYGW_BIN, the cache folder, PATH; undefined where there is none. */
export const findS3Server = (env = process.env) => findPinned(S3_SERVER, env);

/** Puts the pinned version into the cache folder. Throws one sentence that says what to do. */
export async function installS3Server(log = () => {}, env = process.env) {
  if (!hasGo()) {
    throw new Error(`${S3_SERVER.name} is built with Go: install Go 1.26, or versitygw, and set VERSITYGW_BIN`);
  }
  const build = (folder) => buildWithGo(`github.com/versity/versitygw/cmd/versitygw@${VERSION}`, folder);
  return installPinned(S3_SERVER, [[`building versitygw ${VERSION} with Go (about two minutes)`, build]], log, env);
}
