// A child process that holds the listening socket it is sent, until it is killed.
process.on('message', (_message, server) => {
  if (server !== undefined) process.send?.('shared');
});
