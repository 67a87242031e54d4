(declare-const a Real)
(declare-const b Real)
(assert (and (> a 0) (> b 0)))
(assert (> (* 4 a b) (* (+ a b) (+ a b))))
