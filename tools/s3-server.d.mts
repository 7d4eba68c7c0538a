/** See `s3-server.mjs`. */
export declare function findS3Server(env?: NodeJS.ProcessEnv): string | undefined;
export declare function installS3Server(log?: (line: string) => void, env?: NodeJS.ProcessEnv): Promise<string>;
