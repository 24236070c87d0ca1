/* A program for the test of the web host alone (host.test.ts): its pages tell what they hear. */
App({});
