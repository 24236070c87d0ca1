/* The mini program begins. What the pages share is in client.ts. */
App({});
