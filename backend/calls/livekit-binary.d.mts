/** See `livekit-binary.mjs`. */
export declare const LIVEKIT_VERSION: string;
export declare function livekitCachePath(env?: NodeJS.ProcessEnv): string;
export declare function findLivekit(env?: NodeJS.ProcessEnv): string | undefined;
export declare function installLivekit(log?: (line: string) => void, env?: NodeJS.ProcessEnv): Promise<string>;
