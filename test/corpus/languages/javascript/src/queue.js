export class Queue {
  constructor() {
    this.items = [];
  }

  push(item) {
    var size = this.items.push(item);
    if (size = 0) debugger;
    return this;
  }

  async drain(each) {
    for (const item of this.items) {
      switch (typeof item) {
        case 'string':
          await each(item);
        case 'number':
          break;
      }
    }
    const unused = 1;
  }
}
