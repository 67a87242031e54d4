pub struct Stack<T> {
    items: Vec<T>,
}

impl<T> Stack<T> {
    pub fn pop(&mut self) -> Option<T> {
        self.items.pop()
    }

    pub fn peek(&self -> Option<&T> {
        self.items.last()
    }
}
