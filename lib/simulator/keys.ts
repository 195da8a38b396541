/** The simulator's built-in AccessKey. It opens nothing else and is refused for every other endpoint. */
export const SIMULATOR_ACCESS_KEY_ID = 'simulator';
export const SIMULATOR_ACCESS_KEY_SECRET = 'simulator-secret';
