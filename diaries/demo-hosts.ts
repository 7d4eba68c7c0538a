/** The demo school's diary. Imported by the demo build only: the release build must not contain this host. */
export const DEMO_MATCHES = ['http://epos.localhost/*'];
