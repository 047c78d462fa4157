// What an import costs by itself.
export default 0;
