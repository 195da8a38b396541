/** A message of the server-side subscription, as every consumer group gets it. */
export interface PlatformMessage {
  /** Without `/sys` in front. */
  readonly topic: string;
  /** The envelope's own ID; not the MessageId of a call. */
  readonly messageId: string;
  /** Milliseconds since the epoch. */
  readonly generateTime: number;
  readonly qos: 0 | 1;
  readonly body: Buffer;
}

/** What a consumer did with a message. */
export type Outcome =
  /** Done with it. */
  | 'accepted'
  /** Given back: it comes again later. */
  | 'released'
  /** Never wanted: it is dropped. */
  | 'rejected';
