package main

func (s *story) cost() {}
