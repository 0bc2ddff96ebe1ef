import { DEVICES, type Device } from '../../training/choose-backend.js';

/** What can train, for a command line to list; loads nothing of it. */
export const TRAINING_DEVICES: readonly Device[] = DEVICES;
