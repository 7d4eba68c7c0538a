import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import type { Handlers } from '../gateway/command.ts';
import { parseInput } from '../http/server.ts';
import type { Database } from '../storage/database.ts';
import { filesOf } from './archive.ts';
import type { OpenFile } from './attachments.ts';
import { makeLink, useLink } from './links.ts';
import { zipOf } from './zip.ts';

interface Deps {
  db: Database;
  clock: () => number;
  openFile: OpenFile;
}

const Parameters = v.object({ secret: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{20,200}$/)) });

export function exportCommands(deps: Omit<Deps, 'openFile'>): Handlers<'export:begin'> {
  return {
    'export:begin': async (caller) => ({
      path: `/export/${await makeLink(deps.db, caller.personId, deps.clock())}`,
    }),
  };
}

/**
 * `GET /export/<secret>`: the archive, made while it is being sent; where a file cannot be had now, the download breaks
 * off, so that nobody takes half for all. The link is used up by the first request.
 */
export function exportRoutes(app: FastifyInstance, deps: Deps): void {
  app.get('/export/:secret', async (request, reply) => {
    const { secret } = parseInput(Parameters, request.params);
    const personId = await useLink(deps.db, secret, deps.clock());
    return reply
      .header('cache-control', 'no-store')
      .header('content-disposition', 'attachment; filename="peremenka.zip"')
      .header('referrer-policy', 'no-referrer')
      .type('application/zip')
      .send(Readable.from(zipOf(filesOf(deps, personId)), { objectMode: false }));
  });
}
