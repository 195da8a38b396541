/** The keys every test logs in with; apart from the rest, so that a program can use them without loading a server. */
export const KEYS = { accessKeyId: 'LTAItestKeyId', accessKeySecret: 'verySecretKeyOfTheTests' };
